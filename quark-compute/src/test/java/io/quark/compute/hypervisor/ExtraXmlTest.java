package io.quark.compute.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.compute.hypervisor.ExtraXml.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraXmlTest {

    @Test
    void elementsThatQuarkDoesNotOwnCanBeAdded() {
        assertThat(ExtraXml.fault(Place.DOMAIN, "<cpu mode='host-passthrough'><cache mode='passthrough'/></cpu>"))
                .isEmpty();
        assertThat(ExtraXml.fault(Place.DEVICES, "<watchdog model='i6300esb' action='reset'/>"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<name>other</name>",
                "<uuid>00000000-0000-0000-0000-000000000000</uuid>",
                "<metadata/>",
                "<memory>1</memory>",
                "<vcpu>64</vcpu>",
                "<os><kernel>/etc/shadow</kernel></os>",
                "<seclabel type='none'/>",
                "<devices/>",
                "<on_crash>destroy</on_crash>"
            })
    void whatSaysWhoseTheDomainIsOrWhatRunsItCannotBeReplaced(String xml) {
        assertThat(ExtraXml.fault(Place.DOMAIN, xml).orElseThrow()).contains("cannot be added", "cputune");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<disk type='file'><source file='/etc/shadow'/></disk>",
                "<interface type='network'/>",
                "<emulator>/bin/sh</emulator>",
                "<serial type='file'><source path='/etc/passwd'/></serial>",
                "<filesystem type='mount'><source dir='/'/></filesystem>",
                "<graphics type='vnc'/>"
            })
    void disksInterfacesAndFilesOfTheHostCannotBeGivenThatWay(String xml) {
        assertThat(ExtraXml.fault(Place.DEVICES, xml).orElseThrow()).contains("cannot be added");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cpu",
                "<cpu>",
                "<cpu/><cpu/>",
                "<!DOCTYPE cpu [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><cpu>&x;</cpu>",
                "<!DOCTYPE cpu SYSTEM 'http://localhost:1/x.dtd'><cpu/>",
                "<cpu>&x;</cpu>"
            })
    void whatIsNotOneWellFormedElementIsRefused(String xml) {
        assertThat(ExtraXml.fault(Place.DOMAIN, xml).orElseThrow()).contains("not one well-formed element");
    }

    @Test
    void commandLineOfQemuCannotBeAdded() {
        String xml = "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
                + "<qemu:arg value='-s'/></qemu:commandline>";

        assertThat(ExtraXml.fault(Place.DOMAIN, xml)).isPresent();
        assertThat(ExtraXml.fault(
                        Place.DOMAIN, "<cpu><q:arg xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'/></cpu>"))
                .isPresent();
        assertThat(ExtraXml.fault(Place.DOMAIN, "<cpu><?run this?></cpu>")).isPresent();
    }

    @Test
    void itsLengthIsLimited() {
        String xml = "<cpu>" + " ".repeat(ExtraXml.MAX_LENGTH) + "</cpu>";

        assertThat(ExtraXml.fault(Place.DOMAIN, xml).orElseThrow()).contains("longer than");
        assertThat(ExtraXml.fault(Place.DOMAIN, "<cpu>" + "<a/>".repeat(300) + "</cpu>")
                        .orElseThrow())
                .contains("more than 256 elements");
    }
}
