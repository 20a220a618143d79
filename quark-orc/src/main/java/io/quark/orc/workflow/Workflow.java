package io.quark.orc.workflow;

/**
 * One kind of work: a pure function from a work unit and what is observed to what is to be done next. It is asked again
 * whenever something that it could depend on has changed, and may be asked at any time: what it decides follows from the tree
 * alone, so that any process can go on where another stopped.
 */
@FunctionalInterface
public interface Workflow {

    Decision next(OpenWork work, World world);
}
