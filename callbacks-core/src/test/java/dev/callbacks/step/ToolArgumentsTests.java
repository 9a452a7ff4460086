// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.math.BigInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The arguments of tools, as models write them.
 */
class ToolArgumentsTests {

	@Test
	void longNumberIsReadAsItIs() {
		String number = "7".repeat(1_000);
		assertThat(ToolArguments.parse("{\"n\":" + number + "}")).containsEntry("n", new BigInteger(number));
	}

	@Test
	void numberThatWouldTakeLongIsRefused() {
		assertThatExceptionOfType(InvalidToolInputException.class)
			.isThrownBy(() -> ToolArguments.parse("{\"n\":" + "7".repeat(300_000) + "}"))
			.withMessageContaining("300000 characters at character 6");
	}

}
