package io.quark.api.network;

import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.common.model.Network;
import io.quark.common.model.Segment;

/** Which networks a list shows. */
final class NetworkFilter {

    static final Parameter[] PARAMETERS = {
        Parameter.text("name", "Only those of this name."),
        Parameter.text("project", "Those of this project instead of the header's; *: of all projects."),
        Parameter.text("state", "active or deleting."),
        Tags.PARAMETER,
        Parameter.text("segment_type", "flat, vlan or vxlan."),
        Parameter.number("segment_id", 1, 16_777_215, "Only those with this VLAN id or VXLAN network identifier."),
        Parameter.text("physical", "Only those on this physical network."),
        Parameter.text("shared", "true: only those that all projects may use; false: only the others."),
        Include.PARAMETER
    };

    private final Request request;

    NetworkFilter(Request request) {
        this.request = request;
    }

    boolean matches(Network network) {
        return isVisible(network)
                && is("name", network.name())
                && is("state", network.state().text())
                && is("shared", Boolean.toString(network.shared()))
                && Tags.match(request, network.tags())
                && matches(network.segment());
    }

    private boolean isVisible(Network network) {
        String project = request.query("project").orElse(request.project());
        return project.equals("*")
                || network.project().equals(project)
                || (network.shared() && request.query("project").isEmpty());
    }

    private boolean matches(Segment segment) {
        return is("segment_type", segment.type().text())
                && is("segment_id", segment.id().map(id -> Integer.toString(id)).orElse(""))
                && is("physical", segment.physical().orElse(""));
    }

    private boolean is(String parameter, String value) {
        return request.query(parameter).map(value::equals).orElse(true);
    }
}
