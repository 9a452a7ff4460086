// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.List;
import java.util.UUID;

import dev.callbacks.Handler;
import dev.callbacks.event.RunKind;
import dev.callbacks.test.CallbackAssertions;
import dev.callbacks.test.ObservedRun;
import dev.callbacks.test.RecordedEvents;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the runs of a library are one tree with those of the application.
 */
abstract class TreeKit extends TransparencyKit {

	static final RuntimeException FAILURE = new IllegalStateException("as scripted");

	Trial trial(Handler... handlers) {
		return new Trial(this, FAILURE, List.of(handlers));
	}

	static ObservedRun run(RecordedEvents recorded, RunKind kind) {
		List<ObservedRun> runs = recorded.runs().stream().filter((run) -> run.info().kind() == kind).toList();
		assertThat(runs).as("runs of kind %s", kind).hasSize(1);
		return runs.get(0);
	}

	@Test
	void modelIsBelowTheRunThatIsCurrent() throws Exception {
		try (Trial trial = trial()) {
			trial.answer("Yes").inChain(() -> trial.call());
			CallbackAssertions.assertThat(run(trial.recorded(), RunKind.CHAT_MODEL))
				.isChildOf(trial.recorded().run("user"));
		}
	}

	@Test
	void streamIsBelowTheRunThatIsCurrent() throws Exception {
		try (Trial trial = trial()) {
			trial.answer("Yes").inChain(trial::stream);
			CallbackAssertions.assertThat(run(trial.recorded(), RunKind.CHAT_MODEL))
				.isChildOf(trial.recorded().run("user"));
		}
	}

	@Test
	void roundsAndToolsHaveOneParent() throws Exception {
		try (Trial trial = trial()) {
			trial.inChain(() -> trial.callWithTool(() -> {
			}));
			assertThatTurnIsBelowUser(trial.recorded());
		}
	}

	@Test
	void roundsAndToolsOfAStreamHaveOneParent() throws Exception {
		try (Trial trial = trial()) {
			trial.inChain(trial::streamWithTool);
			assertThatTurnIsBelowUser(trial.recorded());
		}
	}

	private static void assertThatTurnIsBelowUser(RecordedEvents recorded) {
		UUID user = recorded.run("user").info().id();
		List<ObservedRun> parts = recorded.runs()
			.stream()
			.filter((run) -> run.info().kind() == RunKind.CHAT_MODEL || run.info().kind() == RunKind.TOOL)
			.toList();
		assertThat(parts).as("rounds and tools of %s", recorded.tree())
			.extracting((run) -> run.info().kind())
			.containsExactly(RunKind.CHAT_MODEL, RunKind.TOOL, RunKind.CHAT_MODEL);
		assertThat(parts).as("rounds and tools of %s", recorded.tree())
			.allMatch((run) -> run.info().ancestors().contains(user))
			.extracting((run) -> run.info().parentId())
			.containsOnly(parts.get(0).info().parentId());
	}

	@Test
	void whatAToolDoesIsBelowIt() throws Exception {
		try (Trial trial = trial()) {
			trial.callWithTool(() -> trial.manager().chain("inside").run(() -> {
			}));
			CallbackAssertions.assertThat(trial.recorded().run("inside"))
				.isChildOf(run(trial.recorded(), RunKind.TOOL));
		}
	}

	@Test
	void searchIsBelowTheRunThatIsCurrentAndAboveWhatItDoes() throws Exception {
		try (Trial trial = trial()) {
			trial.inChain(() -> trial.library().search("cats", (query) -> {
				trial.manager().chain("inside").run(() -> {
				});
				return List.of("found");
			}));
			ObservedRun search = run(trial.recorded(), RunKind.RETRIEVER);
			CallbackAssertions.assertThat(search).isChildOf(trial.recorded().run("user"));
			CallbackAssertions.assertThat(trial.recorded().run("inside")).isChildOf(search);
		}
	}

}
