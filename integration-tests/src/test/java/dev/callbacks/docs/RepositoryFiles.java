// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.docs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of the repository, without what a build makes: other forks add and remove
 * such files meanwhile.
 */
final class RepositoryFiles extends SimpleFileVisitor<Path> {

	static final Path ROOT = Path.of("..");

	private static final Set<String> BUILT = Set.of("target", "node_modules", ".git");

	private final String suffix;

	private final List<Path> found = new ArrayList<>();

	private RepositoryFiles(String suffix) {
		this.suffix = suffix;
	}

	static List<Path> endingWith(String suffix) throws IOException {
		RepositoryFiles files = new RepositoryFiles(suffix);
		Files.walkFileTree(ROOT, files);
		return files.found.stream().sorted().toList();
	}

	@Override
	public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
		return BUILT.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE
				: FileVisitResult.CONTINUE;
	}

	@Override
	public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
		if (file.toString().endsWith(this.suffix)) {
			this.found.add(file);
		}
		return FileVisitResult.CONTINUE;
	}

}
