// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder that belongs to this process alone, of those that several processes on one
 * machine share: the first that no other has locked. So what a process left behind is
 * found by the next one.
 */
final class SpoolFolder implements AutoCloseable {

	private static final int MAX_PROCESSES = 100;

	private final Path path;

	private final FileChannel lock;

	private SpoolFolder(Path path, FileChannel lock) {
		this.path = path;
		this.lock = lock;
	}

	Path path() {
		return this.path;
	}

	static SpoolFolder in(Path parent) throws IOException {
		for (int i = 0; i < MAX_PROCESSES; i++) {
			Path path = parent.resolve(Integer.toString(i));
			Files.createDirectories(path);
			FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			if (isLocked(channel)) {
				return new SpoolFolder(path, channel);
			}
			channel.close();
		}
		throw new IOException("All folders in " + parent + " are in use");
	}

	private static boolean isLocked(FileChannel channel) throws IOException {
		try {
			FileLock lock = channel.tryLock();
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

}
