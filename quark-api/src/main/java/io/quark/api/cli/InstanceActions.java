package io.quark.api.cli;

/** Asks for the actions of machines. */
final class InstanceActions {

    private InstanceActions() {}

    /** Where a machine is. */
    static String path(String instance) {
        return "/v1/instances/" + ApiClient.part(instance);
    }

    /** Asks for an action with these fields and tells what came of it. */
    static int ask(Change change, String instance, String action, Fields fields) {
        fields.body().put("action", action);
        return change.run("POST", path(instance) + "/actions", fields.given(), 0);
    }
}
