// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The program that runs every subject for a moment, to show that each still works. It
 * measures nothing.
 */
public final class Smoke {

	private static final int TOKENS = 200;

	private static final int LIMIT_SECONDS = 20;

	private Smoke() {
	}

	/**
	 * Runs all subjects, and fails with the first that does not work.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		Set<String> names = new TreeSet<>(Subject.ALL.keySet());
		names.addAll(Workload.STREAMS);
		for (String name : names) {
			try {
				thread.submit(() -> round(name)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				System.err.println("The subject '" + name + "' does not work");
				ex.printStackTrace();
				System.exit(1);
			}
		}
		System.out.println("All subjects work: " + names);
		// threads of other libraries must not keep the process alive
		System.exit(0);
	}

	private static Void round(String name) throws InterruptedException {
		try (Workload workload = Workload.of(Case.of(name, "1B1A", 2), TOKENS)) {
			workload.round();
		}
		return null;
	}

}
