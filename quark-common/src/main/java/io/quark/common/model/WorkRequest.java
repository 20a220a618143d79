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
    @JsonSubTypes.Type(value = NetRequest.UpdateNetwork.class, name = "update_network"),
    @JsonSubTypes.Type(value = NetRequest.CreateSubnet.class, name = "create_subnet"),
    @JsonSubTypes.Type(value = NetRequest.UpdateSubnet.class, name = "update_subnet"),
    @JsonSubTypes.Type(value = NetRequest.DeleteSubnet.class, name = "delete_subnet"),
    @JsonSubTypes.Type(value = NetRequest.AddRoute.class, name = "add_route"),
    @JsonSubTypes.Type(value = NetRequest.RemoveRoute.class, name = "remove_route"),
    @JsonSubTypes.Type(value = NetRequest.CreatePorts.class, name = "create_ports"),
    @JsonSubTypes.Type(value = NetRequest.UpdatePort.class, name = "update_port"),
    @JsonSubTypes.Type(value = NetRequest.DeletePorts.class, name = "delete_ports"),
    @JsonSubTypes.Type(value = NetRequest.AddAddress.class, name = "add_address"),
    @JsonSubTypes.Type(value = NetRequest.RemoveAddress.class, name = "remove_address"),
    @JsonSubTypes.Type(value = NetRequest.CreateAddress.class, name = "create_address"),
    @JsonSubTypes.Type(value = NetRequest.UpdateAddress.class, name = "update_address"),
    @JsonSubTypes.Type(value = NetRequest.DeleteAddress.class, name = "delete_address"),
    @JsonSubTypes.Type(value = NetRequest.CreateMac.class, name = "create_mac"),
    @JsonSubTypes.Type(value = NetRequest.DeleteMac.class, name = "delete_mac"),
    @JsonSubTypes.Type(value = NetRequest.CreateMacRange.class, name = "create_mac_range"),
    @JsonSubTypes.Type(value = NetRequest.UpdateMacRange.class, name = "update_mac_range"),
    @JsonSubTypes.Type(value = NetRequest.DeleteMacRange.class, name = "delete_mac_range"),
    @JsonSubTypes.Type(value = NetRequest.CreateSegmentPool.class, name = "create_segment_pool"),
    @JsonSubTypes.Type(value = NetRequest.UpdateSegmentPool.class, name = "update_segment_pool"),
    @JsonSubTypes.Type(value = NetRequest.DeleteSegmentPool.class, name = "delete_segment_pool"),
    @JsonSubTypes.Type(value = NetRequest.CreateIpPolicy.class, name = "create_ip_policy"),
    @JsonSubTypes.Type(value = NetRequest.UpdateIpPolicy.class, name = "update_ip_policy"),
    @JsonSubTypes.Type(value = NetRequest.DeleteIpPolicy.class, name = "delete_ip_policy"),
    @JsonSubTypes.Type(value = NetRequest.SetQuota.class, name = "set_quota"),
    @JsonSubTypes.Type(value = NetRequest.CreateQosPolicy.class, name = "create_qos_policy"),
    @JsonSubTypes.Type(value = NetRequest.UpdateQosPolicy.class, name = "update_qos_policy"),
    @JsonSubTypes.Type(value = NetRequest.DeleteQosPolicy.class, name = "delete_qos_policy"),
    @JsonSubTypes.Type(value = NetRequest.SyncQosPolicyRules.class, name = "sync_qos_policy_rules"),
    @JsonSubTypes.Type(value = NetRequest.CreateSecurityGroup.class, name = "create_security_group"),
    @JsonSubTypes.Type(value = NetRequest.UpdateSecurityGroup.class, name = "update_security_group"),
    @JsonSubTypes.Type(value = NetRequest.DeleteSecurityGroup.class, name = "delete_security_group"),
    @JsonSubTypes.Type(value = MachineRequest.Start.class, name = "start"),
    @JsonSubTypes.Type(value = MachineRequest.Stop.class, name = "stop"),
    @JsonSubTypes.Type(value = MachineRequest.Reboot.class, name = "reboot"),
    @JsonSubTypes.Type(value = MachineRequest.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = MachineRequest.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = MachineRequest.Suspend.class, name = "suspend"),
    @JsonSubTypes.Type(value = MachineRequest.Resize.class, name = "resize"),
    @JsonSubTypes.Type(value = MachineRequest.Rebuild.class, name = "rebuild"),
    @JsonSubTypes.Type(value = MachineRequest.Rescue.class, name = "rescue"),
    @JsonSubTypes.Type(value = MachineRequest.Unrescue.class, name = "unrescue"),
    @JsonSubTypes.Type(value = MachineRequest.TakeSnapshot.class, name = "snapshot"),
    @JsonSubTypes.Type(value = MachineRequest.Restore.class, name = "restore"),
    @JsonSubTypes.Type(value = MachineRequest.DeleteSnapshot.class, name = "delete_snapshot"),
    @JsonSubTypes.Type(value = MachineRequest.SnapshotToImage.class, name = "snapshot_to_image"),
    @JsonSubTypes.Type(value = MachineRequest.AttachPort.class, name = "attach_port"),
    @JsonSubTypes.Type(value = MachineRequest.DetachPort.class, name = "detach_port"),
    @JsonSubTypes.Type(value = MachineRequest.AttachVolume.class, name = "attach_volume"),
    @JsonSubTypes.Type(value = MachineRequest.DetachVolume.class, name = "detach_volume"),
    @JsonSubTypes.Type(value = MachineRequest.Migrate.class, name = "migrate"),
    @JsonSubTypes.Type(value = MachineRequest.Evacuate.class, name = "evacuate"),
    @JsonSubTypes.Type(value = MachineRequest.CreateVolume.class, name = "create_volume"),
    @JsonSubTypes.Type(value = MachineRequest.GrowVolume.class, name = "grow_volume"),
    @JsonSubTypes.Type(value = MachineRequest.DeleteVolume.class, name = "delete_volume"),
    @JsonSubTypes.Type(value = MachineRequest.CreateFlavor.class, name = "create_flavor"),
    @JsonSubTypes.Type(value = MachineRequest.DeleteFlavor.class, name = "delete_flavor"),
    @JsonSubTypes.Type(value = MachineRequest.Group.class, name = "group"),
    @JsonSubTypes.Type(value = MachineRequest.Audit.class, name = "audit"),
    @JsonSubTypes.Type(value = WorkRequest.CreateImage.class, name = "create_image"),
    @JsonSubTypes.Type(value = WorkRequest.FillImage.class, name = "upload_image"),
    @JsonSubTypes.Type(value = WorkRequest.DeleteImage.class, name = "delete_image")
})
public sealed interface WorkRequest
        permits WorkRequest.BuildInstance,
                WorkRequest.DeleteInstance,
                WorkRequest.UpdateInstance,
                WorkRequest.CreateNetwork,
                WorkRequest.DeleteNetwork,
                WorkRequest.CreateImage,
                WorkRequest.FillImage,
                WorkRequest.DeleteImage,
                NetRequest,
                MachineRequest {

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
