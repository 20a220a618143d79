# Runs a command, and collects every process that its processes leave behind as soon as it ends. That is process 1's work, but in a container
# that may take its time (2 s were seen), and whoever waits for such a process to be gone, as libvirt does for each guest that it stops, waits too.
#
#   perl scripts/lib/collect.pl COMMAND [ARGUMENT...]
#
# Ends as the command does. Where the kernel's way to ask for this is not known, it only runs the command. Perl, because every Debian has it.
use strict;
use warnings;
use POSIX qw(uname);

use constant {SET_PARENT_DEATH_SIGNAL => 1, SET_CHILD_SUBREAPER => 36, SIGTERM => 15};

my $prctl = {x86_64 => 157, aarch64 => 167}->{(uname)[4]};
if (!defined $prctl || syscall($prctl, SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
    exec {$ARGV[0]} @ARGV or die "$ARGV[0]: $!\n";
}

my $child = fork;
die "fork: $!\n" unless defined $child;
if ($child == 0) {
    syscall($prctl, SET_PARENT_DEATH_SIGNAL, SIGTERM, 0, 0, 0);
    exec {$ARGV[0]} @ARGV or die "$ARGV[0]: $!\n";
}

$SIG{INT} = 'IGNORE';    # who types ^C sends it to the command, too
$SIG{$_} = sub { kill $_[0], $child } for qw(TERM HUP);
while (1) {
    my $ended = wait;
    last if $ended == $child;
    die "wait: $!\n" if $ended < 0 && !$!{EINTR};
}
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
