// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The program that measures all parts or some, prints the tables, and draws those of the
 * page on performance; it also writes a full report into the README.
 */
public final class Report {

	private static final String MARK = "<!-- what follows is written by Report -->";

	private final Page page = new Page();

	private final Settings settings;

	private final Map<String, Part> parts = new LinkedHashMap<>();

	/** The parts that are measured if none is named. */
	private final Set<String> usual;

	private Report(Settings settings) {
		this.settings = settings;
		TokenTables tokens = new TokenTables(this.page, settings);
		this.parts.put("dispatch", tokens::dispatch);
		this.parts.put("inline", tokens::inline);
		this.parts.put("lockstep", tokens::lockstep);
		this.parts.put("extras", tokens::extras);
		this.parts.put("streams", tokens::streams);
		this.parts.put("peers", tokens::peers);
		this.parts.put("virtual", tokens::virtual);
		for (Scenario scenario : Scenario.values()) {
			this.parts.put(scenario.key(), () -> scenario.write(this.page, settings));
		}
		this.parts.put("startup", () -> StartUp.write(this.page, settings));
		this.usual = new LinkedHashSet<>(this.parts.keySet());
		Stream.of(Scenario.values()).filter(Scenario::needsServer).map(Scenario::key).forEach(this.usual::remove);
	}

	/**
	 * Measures all parts, or those that are named.
	 * @param arguments the README, then options and names of parts
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> options = List.of(arguments).subList(1, arguments.length);
		List<String> names = options.stream().filter((option) -> !option.startsWith("--")).toList();
		Report report = new Report(Settings.parse(options));
		long begin = System.nanoTime();
		if (!names.isEmpty() && names.get(0).equals("compare")) {
			new TokenTables(report.page, report.settings).compare(names.subList(1, names.size()));
		}
		else if (names.equals(List.of("startup-profile"))) {
			StartUp.profile(report.page, report.settings);
		}
		else {
			report.write(names);
		}
		Page introduction = report.introduction(Duration.ofNanos(System.nanoTime() - begin));
		Path readme = Path.of(arguments[0]);
		if (names.isEmpty()) {
			String before = Files.readString(readme);
			Files.writeString(readme,
					before.substring(0, before.indexOf(MARK)) + MARK + "\n\n" + introduction + report.page);
		}
		report.page.writeDrawings(readme.resolveSibling("../docs/images"));
	}

	private void write(List<String> names) throws Exception {
		for (String name : names.isEmpty() ? this.usual : names) {
			Part part = this.parts.get(name);
			if (part == null) {
				throw new IllegalArgumentException(
						"The part '" + name + "' is unknown, use one of " + this.parts.keySet());
			}
			part.write();
		}
	}

	private Page introduction(Duration took) {
		Page introduction = new Page();
		introduction.line("Measured on %s in %d minutes, %s %s, %d cores%s.", LocalDate.now(), took.toMinutes(),
				System.getProperty("java.vm.name"), System.getProperty("java.version"),
				Runtime.getRuntime().availableProcessors(), this.settings.quick() ? ", a quick run" : "");
		introduction
			.line("Nanoseconds a token, unless a table says otherwise; medians over the forks, and in brackets the "
					+ "quartiles, or of fewer than five forks the least and the greatest.");
		introduction.line("A dash stands where these lie further apart than the median is from zero.");
		return introduction;
	}

	/** A part of the report. */
	private interface Part {

		void write() throws Exception;

	}

}
