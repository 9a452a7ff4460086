// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock that another process asks for, too.
 */
class ProcessLockTests {

	private static final String NAME = "lock";

	@TempDir
	Path folder;

	@Test
	void itIsHadByOneUntilItIsClosed() throws Exception {
		try (ProcessLock lock = ProcessLock.tryAcquire(this.folder, NAME)) {
			assertThat(lock).isNotNull();
			assertThat(ProcessLock.tryAcquire(this.folder, NAME)).isNull();
			assertThat(ProcessLock.tryAcquire(this.folder.resolve("."), NAME)).isNull();
		}
		try (ProcessLock again = ProcessLock.tryAcquire(this.folder, NAME)) {
			assertThat(again).isNotNull();
		}
	}

	@Test
	void whoAsksInVainInTheSameProcessOpensItForNoOther() throws Exception {
		try (ProcessLock lock = ProcessLock.tryAcquire(this.folder, NAME)) {
			assertThat(lock).isNotNull();
			assertThat(ProcessLock.tryAcquire(this.folder, NAME)).isNull();
			Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-cp", System.getProperty("java.class.path"), Other.class.getName(), this.folder.toString())
				.inheritIO()
				.start();
			assertThat(other.waitFor()).isEqualTo(Other.IN_VAIN);
		}
	}

	/**
	 * The other process.
	 */
	static final class Other {

		static final int IN_VAIN = 3;

		public static void main(String[] arguments) throws Exception {
			System.exit((ProcessLock.tryAcquire(Path.of(arguments[0]), NAME) != null) ? 0 : IN_VAIN);
		}

	}

}
