// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever foreign code throws or does, at whatever place, every future ends, every run
 * has its ending, every other handler sees every event, and the next run works (G16).
 * <p>
 * The system property {@code callbacks.faults} says which cells are looked at: by default
 * a choice in which every fault at every place is, and every two values of two
 * dimensions; {@code all} of them; or one, by its name, such as
 * {@code handler-async.error.stream.token}.
 */
class FaultMatrixTests {

	/** The number of cells under way at once, most of which wait. */
	private static final int AT_ONCE = 8;

	private static List<Cell> cells() {
		String which = System.getProperty("callbacks.faults", "");
		return switch (which) {
			case "" -> Cells.covering();
			case "all" -> Cells.all();
			default -> List.of(Cell.of(which));
		};
	}

	@TestFactory
	Stream<DynamicTest> everyCell() {
		FaultyAppender log = FaultyAppender.install();
		ExecutorService cells = Executors.newFixedThreadPool(AT_ONCE, (task) -> {
			Thread thread = new Thread(task, "fault-cells");
			thread.setDaemon(true);
			return thread;
		});
		List<DynamicTest> tests = new ArrayList<>();
		for (Cell cell : cells()) {
			Future<Trial.Result> result = cells.submit(() -> Trial.of(cell, log));
			tests.add(DynamicTest.dynamicTest(cell.name(), () -> assertThat(result.get().problems()).isEmpty()));
		}
		cells.shutdown();
		return tests.stream().onClose(log::uninstall);
	}

	@Test
	void everyFaultAtEveryPlaceIsLookedAt() {
		List<Cell> all = Cells.all();
		List<Cell> covering = Cells.covering();
		assertThat(covering).hasSizeLessThanOrEqualTo(400).doesNotHaveDuplicates().isSubsetOf(all);
		assertThat(covering.stream().map((cell) -> List.of(cell.place(), cell.fault())).distinct())
			.containsExactlyInAnyOrderElementsOf(
					all.stream().map((cell) -> List.of(cell.place(), cell.fault())).distinct().toList());
		assertThat(all.stream().map(Cell::name).map(Cell::of)).isEqualTo(all);
	}

}
