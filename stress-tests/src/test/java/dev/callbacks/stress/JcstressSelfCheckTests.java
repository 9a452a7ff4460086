// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A checker that does not find what is broken on purpose proves nothing.
 */
class JcstressSelfCheckTests {

	@Test
	void findsWhatIsBrokenOnPurpose() throws Exception {
		assertThat(Jcstress.missed()).as("seeded races that jcstress missed on " + System.getProperty("java.version"))
			.isEmpty();
	}

}
