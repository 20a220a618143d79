# shellcheck shell=bash
#
# How Quark's scripts find Java, build Quark and run its classes. To be sourced; expects QUARK_HOME to be set.

JAVA_LIB=$QUARK_HOME/target/lib

java__say() {
  printf 'quark: %s\n' "$*" >&2
}

# The java to use: JAVA_HOME's, else the one on the path.
java_bin() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    printf '%s\n' "$JAVA_HOME/bin/java"
  else
    command -v java || {
      java__say 'no java found: install a JDK 17 or newer (on Debian: apt-get install default-jdk-headless)'
      return 1
    }
  fi
}

# Whether what is built is older than any source.
java_is_stale() {
  [[ ! -f $JAVA_LIB/.built ]] && return 0
  [[ -n $(find "$QUARK_HOME"/pom.xml "$QUARK_HOME"/quark-*/pom.xml "$QUARK_HOME"/quark-*/src/main \
    -newer "$JAVA_LIB/.built" -print -quit) ]]
}

# Builds all jars into target/lib, unless they are newer than every source.
java_build() {
  java_is_stale || return 0
  command -v mvn >/dev/null || {
    java__say 'no mvn found: install Maven 3.8 or newer (on Debian: apt-get install maven)'
    return 1
  }
  java__say 'building (a first build fetches its libraries and takes some minutes) ...'
  # The tests and their checks are for scripts/test; -q leaves only errors.
  (cd "$QUARK_HOME" && mvn -B -ntp -q -Pfast -DskipTests package) >&2 || return 1
  touch "$JAVA_LIB/.built"
}
