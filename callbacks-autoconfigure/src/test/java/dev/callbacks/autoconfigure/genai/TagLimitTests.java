// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TagLimit}.
 */
class TagLimitTests {

	@Test
	void valuesBeyondTheLimitAreOther() {
		TagLimit limit = new TagLimit(2);
		assertThat(limit.apply("a")).isEqualTo("a");
		assertThat(limit.apply("b")).isEqualTo("b");
		assertThat(limit.apply("c")).isEqualTo("_OTHER");
		assertThat(limit.apply("a")).isEqualTo("a");
	}

	@Test
	void noValueIsNone() {
		assertThat(new TagLimit(0).apply(null)).isEqualTo("none");
	}

	@Test
	void limitHoldsHoweverManyThreadsUseIt() {
		TagLimit limit = new TagLimit(10);
		Set<String> values = ConcurrentHashMap.newKeySet();
		IntStream.range(0, 10_000).parallel().forEach((i) -> values.add(limit.apply("value" + i % 100)));
		assertThat(values).hasSize(11).contains("_OTHER");
	}

}
