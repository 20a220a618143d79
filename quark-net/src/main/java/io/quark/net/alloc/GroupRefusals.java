package io.quark.net.alloc;

import io.quark.common.model.Problem;

/** Why something cannot be done with security groups, in words. */
final class GroupRefusals {

    private GroupRefusals() {}

    static Problem noSuchGroup(String id) {
        return Problem.of(
                "security-group-not-found",
                "Security group not found",
                404,
                "there is no security group " + id + " of this project",
                "look at the security groups of the project");
    }

    static Problem tooMany(int groups, int most) {
        return Problem.of(
                "too-many-security-groups",
                "Too many security groups",
                422,
                "the port would be in " + groups + " security groups; at most " + most,
                "put the rules together in fewer groups");
    }

    static Problem twice(String id) {
        return Problem.of(
                "security-group-twice",
                "Security group named twice",
                422,
                "security group " + id + " is named twice",
                "name each group once");
    }
}
