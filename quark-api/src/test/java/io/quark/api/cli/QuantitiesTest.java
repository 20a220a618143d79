package io.quark.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({"256M,256", "256,256", "2G,2048", "2g,2048", "1T,1048576", "3GiB,3072", "512MB,512"})
    void sizesAreReadAsPeopleWriteThem(String text, long mebibytes) {
        assertThat(Quantities.mebibytes(text, "--ram")).isEqualTo(mebibytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "much", "1.5G", "1P", "99999999999999999999"})
    void whatIsNotASizeIsAUsageErrorThatNamesTheOption(String text) {
        assertThatThrownBy(() -> Quantities.mebibytes(text, "--ram"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--ram");
    }

    @ParameterizedTest
    @CsvSource({"20mbit,20000", "20M,20000", "512kbit,512", "512,512", "1gbit,1000000", "1Gbit/s,1000000"})
    void ratesCountByThousands(String text, long kilobits) {
        assertThat(Quantities.kilobits(text, "--limit")).isEqualTo(kilobits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "fast", "1.5mbit", "10mbyte", "5T"})
    void whatIsNotARateIsAUsageErrorThatNamesTheOption(String text) {
        assertThatThrownBy(() -> Quantities.kilobits(text, "--limit"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("--limit");
    }

    @Test
    void interfacesAreReadWithPolicyAndGroups() {
        assertThat(InstanceCommand.nic("web,qos=gold,group=a,group=b"))
                .hasToString("{\"network\":\"web\",\"qos_policy\":\"gold\",\"security\":{\"groups\":[\"a\",\"b\"]}}");
    }

    @Test
    void rulesOfSecurityGroupsAreReadAsPeopleWriteThem() {
        assertThat(SecurityGroupCommand.rule("in,tcp,port=80-90,cidr=10.0.0.0/8"))
                .hasToString("{\"direction\":\"ingress\",\"protocol\":\"tcp\",\"port_min\":80,\"port_max\":90,"
                        + "\"cidr\":\"10.0.0.0/8\"}");
        assertThat(SecurityGroupCommand.rule("out,group=self"))
                .hasToString("{\"direction\":\"egress\",\"group\":\"self\"}");
        assertThatThrownBy(() -> SecurityGroupCommand.rule("up,tcp")).isInstanceOf(CliException.class);
    }

    @Test
    void interfacesAreReadWithTheirAddresses() {
        assertThat(InstanceCommand.nic("web,ip=10.0.0.5,ip=fd00::5,mac=52:54:00:00:00:01"))
                .hasToString("{\"network\":\"web\",\"ips\":[\"10.0.0.5\",\"fd00::5\"],\"mac\":\"52:54:00:00:00:01\"}");
    }
}
