package io.quark.orc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.quark.common.tree.GroupCommitter;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import io.quark.common.tree.ZooKeeperSession;

/** What the structure of quark-orc promises. */
@AnalyzeClasses(packages = "io.quark.orc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule nothingCommitsButTheFencedCommitter = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.quark.orc.loop.FencedCommitter")
            .should()
            .callMethod(TreeSession.class, "commit", Transaction.class)
            .orShould()
            .callMethod(ZooKeeperSession.class, "commit", Transaction.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(GroupCommitter.class)
            .because("every transaction of a leader begins with its fence");

    @ArchTest
    static final ArchRule decisionsTouchNothing = noClasses()
            .that()
            .resideInAnyPackage("io.quark.orc.workflow", "io.quark.orc.schedule", "io.quark.orc.cluster")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(TreeSession.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .because("what is decided follows from what is seen alone");

    @ArchTest
    static final ArchRule theSchedulerKnowsOnlyTheVocabulary = classes()
            .that()
            .resideInAPackage("io.quark.orc.schedule")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.quark.orc.schedule", "io.quark.common.model", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule arrowsRunOneWay = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quark.api..", "io.quark.compute..", "io.quark.net.host..", "org.apache..");

    @ArchTest
    static final ArchRule packagesInOrder = noClasses()
            .that()
            .resideInAnyPackage("io.quark.orc.workflow", "io.quark.orc.cluster")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quark.orc.loop");
}
