// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.stress;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that jcstress finds protocols that are broken on purpose.
 */
class JcstressSelfCheckTests {

	@Test
	void findsWhatIsBrokenOnPurpose() throws Exception {
		assertThat(Jcstress.missed()).as("seeded races that jcstress missed on " + System.getProperty("java.version"))
			.isEmpty();
	}

}
