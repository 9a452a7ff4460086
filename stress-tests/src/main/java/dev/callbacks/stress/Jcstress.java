// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program that runs jcstress: first on protocols that are broken on purpose, where it
 * has to fail all, then on those of the engine, where it has to fail none.
 */
public final class Jcstress {

	/** The protocols that are broken on purpose. */
	private static final Set<String> SEEDED = Set.of("SeededFence", "SeededGate", "SeededPermit", "SeededRest");

	/** The number of times that it may try to find them. */
	private static final int ATTEMPTS = 3;

	private static final Pattern FAILED = Pattern.compile("\\[(FAILED|ERROR)] (dev\\.callbacks\\.\\S+)");

	private static final List<String> COMMON = List.of("-jvmArgs", "-Xmx512m", "-af", "NONE", "-sc", "false", "-f", "1",
			"-strideSize", "10", "-strideCount", "10");

	private static final List<String> QUICK = List.of("-iters", "1", "-time", "500");

	private static final List<String> LONG = List.of("-iters", "5", "-time", "2000");

	private Jcstress() {
	}

	/**
	 * Runs jcstress.
	 * @param args {@code --quick}, and {@code --only=} a pattern of the tests to run
	 * @throws Exception if it cannot run
	 */
	public static void main(String[] args) throws Exception {
		boolean quick = Arrays.asList(args).contains("--quick");
		String only = Arrays.stream(args)
			.filter((arg) -> arg.startsWith("--only="))
			.map((arg) -> arg.substring("--only=".length()))
			.findFirst()
			.orElse("dev\\.callbacks\\.dispatch\\..*");
		Set<String> missed = missed();
		if (!missed.isEmpty()) {
			System.out.println("jcstress does not fail protocols that are broken on purpose: " + missed);
			System.exit(1);
		}
		System.out.println("jcstress fails all protocols that are broken on purpose: " + new TreeSet<>(SEEDED));
		Set<String> failed = new TreeSet<>();
		int exit = run(failed, only, quick ? QUICK : LONG, true);
		System.out.println((exit == 0) ? "jcstress saw no forbidden outcome" : "jcstress failed " + failed);
		System.exit(exit);
	}

	/**
	 * Runs jcstress on the protocols that are broken on purpose, a few times if it misses
	 * one, since a busy machine leaves it little time.
	 * @return the protocols that it did not fail
	 * @throws IOException if it cannot run
	 * @throws InterruptedException if this thread was interrupted
	 */
	public static Set<String> missed() throws IOException, InterruptedException {
		Set<String> missed = new TreeSet<>(SEEDED);
		for (int i = 0; i < ATTEMPTS && !missed.isEmpty(); i++) {
			Set<String> found = new TreeSet<>();
			run(found, "dev\\.callbacks\\.stress\\.seeded\\.(" + String.join("|", missed) + ")",
					List.of("-iters", "4", "-time", "1000"), false);
			found.forEach((name) -> missed.remove(name.substring(name.lastIndexOf('.') + 1)));
		}
		return missed;
	}

	private static int run(Set<String> failed, String tests, List<String> effort, boolean shown)
			throws IOException, InterruptedException {
		Path report = Files.createTempDirectory("jcstress");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						absolute(System.getProperty("java.class.path")), "org.openjdk.jcstress.Main", "-t", tests, "-r",
						report.toString()));
		command.addAll(COMMON);
		command.addAll(effort);
		// jcstress writes results to its working directory
		Process process = new ProcessBuilder(command).directory(report.toFile()).redirectErrorStream(true).start();
		try (BufferedReader output = process.inputReader()) {
			String line = output.readLine();
			while (line != null) {
				Matcher matcher = FAILED.matcher(line);
				if (matcher.find()) {
					failed.add(matcher.group(2));
				}
				if (line.contains("No matching tests")) {
					// there is none, or it needs more processors than there are
					failed.add(tests + ", which matches no test that can be run here");
				}
				if (shown && !line.startsWith("\tat ")) {
					System.out.println(line);
				}
				line = output.readLine();
			}
		}
		int exit = process.waitFor();
		if (shown && exit != 0) {
			System.out.println("The report is in " + report);
		}
		return (exit == 0 && failed.isEmpty()) ? 0 : 1;
	}

	private static String absolute(String classPath) {
		return String.join(File.pathSeparator,
				Arrays.stream(classPath.split(File.pathSeparator))
					.map((entry) -> Path.of(entry).toAbsolutePath().toString())
					.toList());
	}

}
