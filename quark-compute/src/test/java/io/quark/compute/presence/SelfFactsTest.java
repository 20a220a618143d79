package io.quark.compute.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.json.Json;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.ComputeSelf.HypervisorFacts;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.common.model.ComputeSelf.Ratios;
import io.quark.compute.hypervisor.HostFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelfFactsTest {

    private static final HostFacts HOST =
            new HostFacts(new HypervisorFacts("sim", "sim:", "x86_64"), 1000, 8, Map.of());

    @Test
    void whatAnOutsiderNeedsToChooseAHostIsPublished() throws Exception {
        ComputeSelf self = facts(Optional.of("nfs"), List.of("fast", "slow"))
                .self(HOST, 5000, NetworkFacts.of(10), "1", Optional.empty());

        ComputeSelf read = Json.strict().readValue(Json.strict().writeValueAsBytes(self), ComputeSelf.class);
        assertThat(read).isEqualTo(self);
        assertThat(read.ram()).isEqualTo(900);
        assertThat(read.sharedStorage()).contains("nfs");
        assertThat(read.storagePools()).containsExactly("fast", "slow");
    }

    @Test
    void aHostWithoutPoolsSaysNothingOfThem() throws Exception {
        ComputeSelf self =
                facts(Optional.empty(), List.of()).self(HOST, 5000, NetworkFacts.of(10), "1", Optional.empty());

        String text = Json.strict().writeValueAsString(self);
        assertThat(text).doesNotContain("storage_pools");
        assertThat(Json.strict().readValue(text, ComputeSelf.class).storagePools())
                .isEmpty();
    }

    private static SelfFacts facts(Optional<String> shared, List<String> pools) {
        return new SelfFacts(
                "c1",
                Map.of(),
                Optional.empty(),
                new Ratios(1, 1, 1),
                100,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                shared,
                pools);
    }
}
