// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunConfig}.
 */
class RunConfigTests {

	@Test
	void detachedKeepsWhatIsSet() {
		CallbackHandler handler = new Recording.Blocking();
		RunConfig config = RunConfig.handlers(handler).tags("a").detached();
		assertThat(config.isDetached()).isTrue();
		assertThat(config.handlers()).isEqualTo(List.of(handler));
		assertThat(config.tags()).containsExactly("a");
		assertThat(RunConfig.empty().isDetached()).isFalse();
	}

	@Test
	void mergingKeepsTheOrderAndDropsDuplicates() {
		CallbackHandler one = new Recording.Blocking();
		CallbackHandler two = new Recording.Blocking();
		RunConfig config = RunConfig.handlers(one, two, one).tags("a", "b");
		RunConfig merged = config.merge(RunConfig.handlers(two, one).tags("b", "c").withHandlers(two));
		assertThat(merged.handlers()).containsExactly(one, two);
		assertThat(merged.tags()).containsExactly("a", "b", "c");
	}

}
