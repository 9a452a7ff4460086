// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.callbacks.dispatch.Hostile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link ObjectText}.
 */
class ObjectTextTests {

	@Test
	void objectHasTheTextThatItReturns() {
		assertThat(ObjectText.of(Map.of("a", 1))).isEqualTo("{a=1}");
		assertThat(ObjectText.of(null)).isEqualTo("null");
		assertThat(ObjectText.of(new Failing(null))).isEqualTo("null");
	}

	@Test
	void arrayHasTheTextsOfItsItems() {
		assertThat(ObjectText.of(new String[] { "a", null })).isEqualTo("[a, null]");
		assertThat(ObjectText.of(new Object[] { new int[] { 1, 2 }, List.of("b") })).isEqualTo("[[1, 2], [b]]");
		assertThat(ObjectText.of(new double[] { 0.5 })).isEqualTo("[0.5]");
		assertThat(ObjectText.of(new Object[] { new Failing(new IllegalStateException("secret")) }))
			.isEqualTo("(no text: java.lang.IllegalStateException)");
		assertThat(ObjectText.of(new byte[3])).startsWith("[B@");
	}

	@Test
	void objectWhoseTextFailsHasTheNameOfTheException() {
		assertThat(ObjectText.of(List.of(new Failing(new IllegalStateException("secret")))))
			.isEqualTo("(no text: java.lang.IllegalStateException)");
		assertThat(ObjectText.of(new Failing(new NoClassDefFoundError())))
			.isEqualTo("(no text: java.lang.NoClassDefFoundError)");
	}

	@Test
	void objectThatContainsItselfHasNoText() {
		List<Object> circle = new ArrayList<>();
		circle.add(List.of(circle));
		assertThat(ObjectText.of(circle)).isEqualTo("(no text: java.lang.StackOverflowError)");
	}

	@Test
	void failureHasTheMessageThatItReturns() {
		assertThat(ObjectText.messageOf(new IllegalStateException("message"))).isEqualTo("message");
		assertThat(ObjectText.messageOf(new IllegalStateException())).isNull();
		assertThat(ObjectText.messageOf(new Hostile.Unreadable()))
			.isEqualTo("(no text: java.lang.IllegalStateException)");
	}

	@Test
	void errorOfTheVirtualMachineIsThrown() {
		assertThatThrownBy(() -> ObjectText.of(new Failing(new OutOfMemoryError())))
			.isInstanceOf(OutOfMemoryError.class);
	}

	private static final class Failing {

		private final Throwable failure;

		private Failing(Throwable failure) {
			this.failure = failure;
		}

		@Override
		public String toString() {
			if (this.failure instanceof Error error) {
				throw error;
			}
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			return null;
		}

	}

}
