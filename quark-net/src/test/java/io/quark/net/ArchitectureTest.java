package io.quark.net;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages, as their package-info says. */
@AnalyzeClasses(packages = "io.quark.net", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule netKnowsNobodyThatCallsIt = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quark.orc..", "io.quark.api..", "io.quark.compute..");

    @ArchTest
    static final ArchRule theRulesArePure = noClasses()
            .that()
            .resideInAPackage("io.quark.net.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quark.net.alloc..", "io.quark.net.host..", "io.quark.common.tree..", "java.io..");

    @ArchTest
    static final ArchRule allocationTouchesNothing = noClasses()
            .that()
            .resideInAPackage("io.quark.net.alloc..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.quark.common.tree.TreeSession")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quark.net.host..", "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..");

    @ArchTest
    static final ArchRule aHostKnowsNothingOfTheTree = noClasses()
            .that()
            .resideInAPackage("io.quark.net.host..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quark.common.tree..", "io.quark.net.alloc..", "org.apache..");
}
