/** What files that hold disks say of themselves, read without QEMU's tools. Imports nothing else of Quark. */
@NullMarked
package io.quark.common.disk;

import org.jspecify.annotations.NullMarked;
