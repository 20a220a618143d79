package io.quark.common.tree;

import io.quark.common.id.Ids;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every path of the tree, in one place. Paths are absolute in ZooKeeper: they begin with the root given to the
 * constructor. Immutable.
 */
public final class Paths {

    /** How many buckets {@code ports} and {@code done} have: the second-last hex digit of the id. */
    public static final int BUCKETS_16 = 16;

    private final String root;
    private final int shards;

    /**
     * @param root e.g. {@code /quark}; no slash at its end
     * @param shards how many shards the tree was laid out with
     */
    public Paths(String root, int shards) {
        if (!root.startsWith("/") || root.endsWith("/")) {
            throw new IllegalArgumentException("a root begins with a slash and does not end with one: " + root);
        }
        this.root = root;
        this.shards = shards;
    }

    public String root() {
        return root;
    }

    public int shards() {
        return shards;
    }

    public int shardOf(String id) {
        return Ids.shard(id, shards);
    }

    public String version() {
        return root + "/version";
    }

    // --- computes

    public String computes() {
        return root + "/computes";
    }

    public String compute(String host) {
        return computes() + "/" + host;
    }

    public String alive(String host) {
        return compute(host) + "/alive";
    }

    public String self(String host) {
        return compute(host) + "/self";
    }

    /** Its data version guards the host's capacity. */
    public String nextTasks(String host) {
        return compute(host) + "/next_tasks";
    }

    public String nextTask(String host, String task) {
        return nextTasks(host) + "/" + task;
    }

    public String activeTasks(String host) {
        return compute(host) + "/active_tasks";
    }

    public String activeTask(String host, String task) {
        return activeTasks(host) + "/" + task;
    }

    public String managing(String host) {
        return compute(host) + "/managing";
    }

    public String managed(String host, String instance) {
        return managing(host) + "/" + instance;
    }

    public String applied(String host) {
        return compute(host) + "/applied";
    }

    // --- orc

    public String orc() {
        return root + "/orc";
    }

    public String orcMembers() {
        return orc() + "/members";
    }

    public String orcMember(String process) {
        return orcMembers() + "/" + process;
    }

    public String orcShards() {
        return orc() + "/shards";
    }

    public String orcShard(int shard) {
        return orcShards() + "/" + shardName(shard);
    }

    public static String shardName(int shard) {
        return String.format(Locale.ROOT, "%02x", shard);
    }

    public String leader(int shard) {
        return orcShard(shard) + "/leader";
    }

    /** Its data version is the fencing token. */
    public String epoch(int shard) {
        return orcShard(shard) + "/epoch";
    }

    public String nextWorkUnits(int shard) {
        return orcShard(shard) + "/next_tasks";
    }

    public String nextWorkUnit(String id) {
        return nextWorkUnits(shardOf(id)) + "/" + id;
    }

    public String activeWorkUnits(int shard) {
        return orcShard(shard) + "/active_tasks";
    }

    public String activeWorkUnit(String id) {
        return activeWorkUnits(shardOf(id)) + "/" + id;
    }

    public String cancels(int shard) {
        return orcShard(shard) + "/cancels";
    }

    public String cancel(String workUnit) {
        return cancels(shardOf(workUnit)) + "/" + workUnit;
    }

    /** Further parts of requests that are too large for one record. */
    public String requests(int shard) {
        return orcShard(shard) + "/requests";
    }

    public String request(String workUnit) {
        return requests(shardOf(workUnit)) + "/" + workUnit;
    }

    /**
     * One further part.
     *
     * @param part from 1
     */
    public String requestPart(String workUnit, int part) {
        return request(workUnit) + "/" + part;
    }

    /** Work units that are asked for as one, in the shard of that one. */
    public String groups(int shard) {
        return orcShard(shard) + "/groups";
    }

    public String group(String workUnit) {
        return groups(shardOf(workUnit)) + "/" + workUnit;
    }

    /** Empty while the child is open; then how it ended. */
    public String groupChild(String group, String child) {
        return group(group) + "/" + child;
    }

    public String done(int shard) {
        return orcShard(shard) + "/done";
    }

    public String doneBucket(int shard, int bucket) {
        return bucketOf16(done(shard), bucket);
    }

    public String doneWorkUnit(String id) {
        return inBucketOf16(done(shardOf(id)), id);
    }

    /** Where a work unit may be found, in the order of its life. */
    public List<String> workUnitPlaces(String id) {
        return List.of(nextWorkUnit(id), activeWorkUnit(id), doneWorkUnit(id));
    }

    public String idempotencyKeys() {
        return root + "/idempotency";
    }

    public String idempotencyKey(String keyId) {
        return idempotencyKeys() + "/" + Ids.bucket256(keyId) + "/" + keyId;
    }

    // --- instances, names, images

    public String instances() {
        return root + "/instances";
    }

    public String instance(String id) {
        return instances() + "/" + Ids.bucket256(id) + "/" + id;
    }

    public String names() {
        return root + "/names";
    }

    public String namesOf(String type, String project) {
        return names() + "/" + type + "/" + project;
    }

    public String name(String type, String project, String name) {
        return namesOf(type, project) + "/" + name;
    }

    public String images() {
        return root + "/images";
    }

    public String image(String id) {
        return images() + "/" + id;
    }

    public String flavors() {
        return root + "/flavors";
    }

    public String flavor(String id) {
        return flavors() + "/" + id;
    }

    public String volumes() {
        return root + "/volumes";
    }

    public String volume(String id) {
        return volumes() + "/" + Ids.bucket256(id) + "/" + id;
    }

    public String snapshots() {
        return root + "/snapshots";
    }

    public String snapshot(String id) {
        return snapshots() + "/" + Ids.bucket256(id) + "/" + id;
    }

    /** The key by which api processes and computes know each other; shown to nobody. */
    public String lookingKey() {
        return root + "/secrets/looking";
    }

    public String secrets() {
        return root + "/secrets";
    }

    public String quotas() {
        return root + "/quotas";
    }

    /** Its data version guards what the project has. */
    public String quota(String project) {
        return quotas() + "/" + project;
    }

    // --- net

    public String net() {
        return root + "/net";
    }

    public String networks() {
        return net() + "/networks";
    }

    public String network(String id) {
        return networks() + "/" + id;
    }

    public String subnets(String network) {
        return network(network) + "/subnets";
    }

    public String subnet(String network, String subnet) {
        return subnets(network) + "/" + subnet;
    }

    public String addresses(String network, String subnet) {
        return subnet(network, subnet) + "/addresses";
    }

    public String addressBucket(String network, String subnet, String bucket) {
        return addresses(network, subnet) + "/" + bucket;
    }

    public String address(String network, String subnet, String bucket, String ip) {
        return addressBucket(network, subnet, bucket) + "/" + ip;
    }

    public String ports(String network) {
        return network(network) + "/ports";
    }

    public String portBucket(String network, int bucket) {
        return bucketOf16(ports(network), bucket);
    }

    public String port(String network, String port) {
        return inBucketOf16(ports(network), port);
    }

    /** Ports that are being made together stand below it; none of them is there yet for others while the work unit's node is. */
    public String pending(String network) {
        return network(network) + "/pending";
    }

    public String pendingBatch(String network, String workUnit) {
        return pending(network) + "/" + workUnit;
    }

    public String ipPolicies() {
        return net() + "/ip_policies";
    }

    public String ipPolicy(String id) {
        return ipPolicies() + "/" + id;
    }

    public String ipPolicyBindings(String id) {
        return ipPolicy(id) + "/bindings";
    }

    /** While it stands the policy cannot go. */
    public String ipPolicyBinding(String id, String subnet) {
        return ipPolicyBindings(id) + "/" + subnet;
    }

    // Places and QoS: what hosts read by themselves.

    /** Where the ports of a VXLAN network are, in 16 buckets, made with the network. */
    public String places(String network) {
        return network(network) + "/places";
    }

    public String placeBucket(String network, int bucket) {
        return bucketOf16(places(network), bucket);
    }

    public String place(String network, String port) {
        return inBucketOf16(places(network), port);
    }

    public String qosPolicies() {
        return net() + "/qos_policies";
    }

    public String qosPolicy(String id) {
        return qosPolicies() + "/" + id;
    }

    /** What the policy is bound to, in 16 buckets, made with the policy: while a binding stands the policy cannot go. */
    public String qosBindings(String policy) {
        return qosPolicy(policy) + "/bindings";
    }

    public String qosBindingBucket(String policy, int bucket) {
        return bucketOf16(qosBindings(policy), bucket);
    }

    /**
     * The node that binds one thing to the policy.
     *
     * @param target id of a network or port
     */
    public String qosBinding(String policy, String target) {
        return inBucketOf16(qosBindings(policy), target);
    }

    public String securityGroups() {
        return net() + "/security_groups";
    }

    public String securityGroup(String id) {
        return securityGroups() + "/" + id;
    }

    /** The ports in the group, in 16 buckets, made with the group: while a member stands the group cannot go. */
    public String groupMembers(String group) {
        return securityGroup(group) + "/members";
    }

    public String groupMemberBucket(String group, int bucket) {
        return bucketOf16(groupMembers(group), bucket);
    }

    public String groupMember(String group, String port) {
        return inBucketOf16(groupMembers(group), port);
    }

    public String segmentPools() {
        return net() + "/segment_pools";
    }

    public String segmentPool(String id) {
        return segmentPools() + "/" + id;
    }

    public String segments() {
        return net() + "/segments";
    }

    /**
     * Where the claims on segment ids are.
     *
     * @param space {@code vxlan}, or {@code vlan-<physical>}
     */
    public String segmentSpace(String space) {
        return segments() + "/" + space;
    }

    public String macRanges() {
        return net() + "/mac_ranges";
    }

    public String macRange(String id) {
        return macRanges() + "/" + id;
    }

    public String macs(String range) {
        return macRange(range) + "/macs";
    }

    public String macBucket(String range, String bucket) {
        return macs(range) + "/" + bucket;
    }

    public String mac(String range, String bucket, String mac) {
        return macBucket(range, bucket) + "/" + mac;
    }

    private static String bucketOf16(String parent, int bucket) {
        return parent + "/" + Integer.toHexString(bucket);
    }

    private static String inBucketOf16(String parent, String id) {
        return parent + "/" + Ids.bucket16(id) + "/" + id;
    }

    // --- reading paths

    /** The path below the root, split at the slashes; empty for the root itself. */
    public List<String> parts(String path) {
        if (path.length() <= root.length()) {
            return List.of();
        }
        return List.of(path.substring(root.length() + 1).split("/"));
    }

    public static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The parent of a path; empty for {@code /}. */
    public static Optional<String> parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? Optional.empty() : Optional.of(path.substring(0, slash));
    }
}
