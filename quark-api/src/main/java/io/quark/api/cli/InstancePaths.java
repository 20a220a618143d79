package io.quark.api.cli;

/** Where the api has what belongs to an instance. */
final class InstancePaths {

    private InstancePaths() {}

    /**
     * The path of something.
     *
     * @param instance id or name
     */
    static String of(String instance, String what) {
        return "/v1/instances/" + ApiClient.part(instance) + "/" + what;
    }
}
