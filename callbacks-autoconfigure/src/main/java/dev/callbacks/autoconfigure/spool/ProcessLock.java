// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A lock on a file that one process at most has, until it closes the lock or dies, and in
 * the process one owner at most.
 * <p>
 * <b>Thread-safety</b>: any thread may try.
 */
final class ProcessLock implements Closeable {

	/**
	 * The files that this process has. It does not open one of them again: a lock ends
	 * when any channel on its file is closed.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path file;

	private final FileChannel channel;

	private ProcessLock(Path file, FileChannel channel) {
		this.file = file;
		this.channel = channel;
	}

	/**
	 * Locks a file, which is created if it is not there.
	 * @param directory the directory of the file
	 * @param name the name of the file
	 * @return the lock, or {@code null} if somebody else has it
	 * @throws IOException if the file cannot be locked
	 */
	static @Nullable ProcessLock tryAcquire(Path directory, String name) throws IOException {
		Path file = directory.toRealPath().resolve(name);
		if (!HELD.add(file)) {
			return null;
		}
		ProcessLock lock = null;
		try {
			lock = lock(file);
			return lock;
		}
		finally {
			if (lock == null) {
				HELD.remove(file);
			}
		}
	}

	private static @Nullable ProcessLock lock(Path file) throws IOException {
		FileChannel channel = PrivateDirectory.open(file);
		boolean locked = false;
		try {
			locked = channel.tryLock() != null;
			return locked ? new ProcessLock(file, channel) : null;
		}
		finally {
			if (!locked) {
				channel.close();
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		HELD.remove(this.file);
	}

}
