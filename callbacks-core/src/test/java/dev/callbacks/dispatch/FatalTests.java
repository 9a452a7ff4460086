// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Fatal errors that a thread keeps.
 */
class FatalTests {

	private final InternalError first = new InternalError("first");

	@AfterEach
	void keepsNothing() {
		assertThat(Fatal.take()).isNull();
	}

	@Test
	void keepsTheFirst() {
		Fatal.keep(this.first);
		Fatal.keep(new InternalError("second"));
		assertThat(Fatal.take()).isSameAs(this.first);
		assertThat(Fatal.take()).isNull();
	}

	@Test
	void keepsWhatIsFatalOnly() {
		Fatal.keep(new StackOverflowError());
		Fatal.keep(new AssertionError());
		Fatal.keep(new IllegalStateException());
		assertThat(Fatal.take()).isNull();
		assertThatCode(Fatal::rethrow).doesNotThrowAnyException();
	}

	@Test
	void throwsItOnce() {
		Fatal.keep(this.first);
		assertThatThrownBy(Fatal::rethrow).isSameAs(this.first);
		assertThatCode(Fatal::rethrow).doesNotThrowAnyException();
	}

	@Test
	void anotherThreadKeepsNothing() throws InterruptedException {
		Fatal.keep(this.first);
		boolean[] kept = { true };
		Thread other = new Thread(() -> kept[0] = Fatal.take() != null);
		other.start();
		other.join();
		assertThat(kept[0]).isFalse();
		assertThat(Fatal.take()).isSameAs(this.first);
	}

}
