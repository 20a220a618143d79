package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked for in a work unit; one type for each kind of work. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = WorkRequest.BuildInstance.class, name = "build"),
    @JsonSubTypes.Type(value = WorkRequest.DeleteInstance.class, name = "delete"),
    @JsonSubTypes.Type(value = WorkRequest.UpdateInstance.class, name = "update"),
    @JsonSubTypes.Type(value = WorkRequest.CreateNetwork.class, name = "create_network"),
    @JsonSubTypes.Type(value = WorkRequest.DeleteNetwork.class, name = "delete_network"),
    @JsonSubTypes.Type(value = WorkRequest.CreateImage.class, name = "create_image"),
    @JsonSubTypes.Type(value = WorkRequest.FillImage.class, name = "upload_image"),
    @JsonSubTypes.Type(value = WorkRequest.DeleteImage.class, name = "delete_image")
})
public sealed interface WorkRequest {

    /** The kind of work, as users see it. */
    default String kind() {
        for (JsonSubTypes.Type type :
                WorkRequest.class.getAnnotation(JsonSubTypes.class).value()) {
            if (type.value() == getClass()) {
                return type.name();
            }
        }
        throw new IllegalStateException("no kind for " + getClass());
    }

    /**
     * Make a machine.
     *
     */
    record BuildInstance(InstanceSpec spec, Boot boot) implements WorkRequest {}

    /** Unmake a machine, also while it is being built. */
    record DeleteInstance() implements WorkRequest {}

    /** Change name or labels: touches no host. A label with an empty value is removed. */
    record UpdateInstance(Optional<String> name, Optional<Map<String, String>> labels) implements WorkRequest {}

    /** Make a network with all of its subnets. The ids are fixed by the api. */
    record CreateNetwork(Network network, List<Subnet> subnets) implements WorkRequest {
        public CreateNetwork {
            subnets = Copies.list(subnets);
        }
    }

    record DeleteNetwork() implements WorkRequest {}

    /** Record an image: ready at once where its files are given, else waiting for its data. */
    record CreateImage(Image image) implements WorkRequest {}

    /** The uploaded files of an image that waited for them. */
    record FillImage(List<ImageFile> files) implements WorkRequest {
        public FillImage {
            files = Copies.list(files);
        }
    }

    record DeleteImage() implements WorkRequest {}
}
