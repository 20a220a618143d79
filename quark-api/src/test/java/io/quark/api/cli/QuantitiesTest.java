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

    @Test
    void interfacesAreReadWithTheirAddresses() {
        assertThat(InstanceCommand.nic("web,ip=10.0.0.5,ip=fd00::5,mac=52:54:00:00:00:01"))
                .hasToString("{\"network\":\"web\",\"ips\":[\"10.0.0.5\",\"fd00::5\"],\"mac\":\"52:54:00:00:00:01\"}");
    }
}
