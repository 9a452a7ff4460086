// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.io.IOException;
import java.nio.file.Path;

import dev.callbacks.autoconfigure.spool.PrivateDirectory;
import dev.callbacks.autoconfigure.spool.ProcessLock;

/**
 * A folder that belongs to this process alone, of those that several processes on one
 * machine share: the first that no other has locked. So what a process left behind is
 * found by the next one.
 *
 * @param path the folder
 * @param lock the lock
 */
record SpoolFolder(Path path, ProcessLock lock) implements AutoCloseable {

	private static final int MAX_PROCESSES = 100;

	static SpoolFolder in(Path parent) throws IOException {
		for (int i = 0; i < MAX_PROCESSES; i++) {
			Path path = parent.resolve(Integer.toString(i));
			PrivateDirectory.create(path);
			ProcessLock lock = ProcessLock.tryAcquire(path, "lock");
			if (lock != null) {
				return new SpoolFolder(path, lock);
			}
		}
		throw new IOException("All folders in " + parent + " are in use");
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

}
