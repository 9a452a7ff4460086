// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory for content of runs, which other users of the machine may not read, as far
 * as its files have owners.
 */
final class PrivateDirectory {

	private static final Logger logger = LoggerFactory.getLogger(PrivateDirectory.class);

	private static final boolean OWNED = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

	private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

	private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

	private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

	private PrivateDirectory() {
	}

	/**
	 * Creates a directory, and those above it. One that is there is left as it is, unless
	 * it is among temporary files, where anybody may have made it.
	 * @param directory the directory
	 * @throws IOException if it cannot be created, or is temporary and belongs to another
	 * user
	 */
	static void create(Path directory) throws IOException {
		Files.createDirectories(directory, attributes(DIRECTORY));
		if (isTemporary(directory) && !claim(directory)) {
			throw new IOException("The directory " + directory + " belongs to another user");
		}
	}

	private static boolean isTemporary(Path directory) {
		Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
		return directory.toAbsolutePath().startsWith(temporary) && !directory.toAbsolutePath().equals(temporary);
	}

	/**
	 * Creates a directory, or takes the rights of others from one that is there.
	 * @param directory the directory
	 * @return whether it belongs to this user
	 * @throws IOException if it cannot be created
	 */
	static boolean claim(Path directory) throws IOException {
		Files.createDirectories(directory, attributes(DIRECTORY));
		if (!OWNED) {
			return true;
		}
		if (!belongsToThisUser(directory)) {
			logger.warn("{}, a directory of a spool, belongs to another user, and is left alone", directory);
			return false;
		}
		if (!DIRECTORY.containsAll(Files.getPosixFilePermissions(directory))) {
			takeRights(directory);
		}
		return true;
	}

	/**
	 * Compares owners with a new file, since not every user has a name.
	 */
	private static boolean belongsToThisUser(Path directory) throws IOException {
		Path file;
		try {
			file = Files.createTempFile(directory, "owner", null);
		}
		catch (AccessDeniedException ex) {
			return false;
		}
		try {
			return Files.getOwner(file).equals(Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS));
		}
		finally {
			Files.delete(file);
		}
	}

	private static void takeRights(Path directory) {
		try {
			Files.setPosixFilePermissions(directory, DIRECTORY);
		}
		catch (IOException ex) {
			// such as on a volume whose files all have the same rights
			logger.warn("Other users of the machine may read {}, a directory of a spool: {}", directory, ex.toString());
		}
	}

	/**
	 * Opens a file to be written, which is created unless it is there.
	 */
	static FileChannel open(Path file) throws IOException {
		return FileChannel.open(file, WRITE, attributes(FILE));
	}

	private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
		return OWNED ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(permissions) }
				: new FileAttribute<?>[0];
	}

}
