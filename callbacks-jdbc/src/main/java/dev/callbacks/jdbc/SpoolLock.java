// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.jdbc;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

import dev.callbacks.autoconfigure.spool.PrivateDirectory;
import dev.callbacks.autoconfigure.spool.ProcessLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock on one of the spools of a directory, for as long as the process lives. It is
 * on a file beside the spool, since a lock ends when any stream on its file is closed.
 *
 * @param path the spool
 * @param lock the lock
 */
record SpoolLock(Path path, ProcessLock lock) implements Closeable {

	/** The number of processes that may share a directory. */
	private static final int MAX_PROCESSES = 1_000;

	private static final String SUFFIX = ".spool";

	/** The names of spools. */
	static final String SPOOLS = "audit-*" + SUFFIX;

	/**
	 * Locks the first spool of a directory that no other process has.
	 */
	static SpoolLock acquire(Path directory) throws IOException {
		PrivateDirectory.create(directory);
		for (int number = 0; number < MAX_PROCESSES; number++) {
			SpoolLock lock = tryAcquire(directory.toRealPath().resolve("audit-" + number + SUFFIX));
			if (lock != null) {
				return lock;
			}
		}
		throw new IOException("All spools in " + directory + " are in use");
	}

	/**
	 * Locks a spool.
	 * @param spool its real path
	 * @return the lock, or {@code null} if another process has it
	 */
	static @Nullable SpoolLock tryAcquire(Path spool) throws IOException {
		String name = spool.getFileName().toString();
		ProcessLock lock = ProcessLock.tryAcquire(spool.resolveSibling(""), name.replace(SUFFIX, ".lock"));
		return (lock != null) ? new SpoolLock(spool, lock) : null;
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

}
