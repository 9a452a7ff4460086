// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is started for a measurement, and killed if it does not end.
 */
final class Child {

	private Child() {
	}

	/**
	 * Runs a program and returns the lines of its output that begin with a mark, without
	 * the mark; none if the JVM failed, or printed nothing during the limit.
	 */
	static List<String> run(int limitSeconds, String mark, List<String> options, List<String> program)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(options);
		command.addAll(program);
		Path output = Files.createTempFile("fork", ".out");
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			long printed = -1;
			while (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
				if (Files.size(output) == printed) {
					process.destroyForcibly().waitFor();
					return List.of();
				}
				printed = Files.size(output);
			}
			List<String> lines = Files.readAllLines(output);
			if (process.exitValue() != 0) {
				System.err.println(program + " failed:\n" + String.join("\n", lines));
				return List.of();
			}
			return lines.stream()
				.filter((line) -> line.startsWith(mark))
				.map((line) -> line.substring(mark.length()))
				.toList();
		}
		finally {
			Files.deleteIfExists(output);
		}
	}

	static List<String> withOurClasses(String main, List<String> arguments) {
		List<String> program = new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), main));
		program.addAll(arguments);
		return program;
	}

}
