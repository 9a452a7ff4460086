// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What our hooks have seen of the tests of somebody else, which have run before.
 */
class ObservedTests {

	private static final int RUNS = 800;

	@Test
	void allRunsOfTheTestsHaveEnded() throws IOException {
		List<Integer> counts = Files.readAllLines(Observation.REPORT)
			.stream()
			.map((line) -> Integer.valueOf(line.substring(line.indexOf(' ') + 1)))
			.toList();
		assertThat(counts.get(0)).isGreaterThan(RUNS).isEqualTo(counts.get(1));
		assertThat(counts.get(2)).isZero();
	}

}
