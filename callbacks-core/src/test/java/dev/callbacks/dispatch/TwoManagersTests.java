// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.time.Duration;
import java.util.Map;

import dev.callbacks.DrivenRun;
import dev.callbacks.ManagerStoppedException;
import dev.callbacks.Run;
import dev.callbacks.TestEngine;
import dev.callbacks.event.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A run of one manager that is opened below a run of another.
 */
class TwoManagersTests {

	@Test
	void managerThatHasStoppedOpensNoRunBelowThatOfAnother() throws Exception {
		try (TestEngine running = new TestEngine(); TestEngine stopped = new TestEngine()) {
			DrivenRun above = running.manager.open(RunKind.CHAIN, "above", Map.of());
			assertThat(stopped.manager.stop(Duration.ofSeconds(20))).isTrue();
			try (Run.Scope scope = above.scope()) {
				assertThat(scope).isNotNull();
				assertThatThrownBy(() -> stopped.manager.chain("below").call(() -> "called"))
					.isInstanceOf(ManagerStoppedException.class);
			}
			finally {
				above.end(null);
			}
		}
	}

}
