// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.callbacks.Run;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.TerminalEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunObservers}.
 */
class RunObserversTests {

	/** Where an observer fails. */
	enum Place {

		OPENED, OPEN, CLOSE, CONTEXT, ENDED

	}

	private final List<String> seen = new ArrayList<>();

	@ParameterizedTest
	@EnumSource
	void observerThatFailsKeepsNoOtherFromItsWork(Place place) {
		RunObservers observers = new RunObservers(
				List.of(new Failing(place), new Good("first"), new Failing(place), new Good("last")));
		CallbackDispatcher manager = CallbackDispatcher.builder().observer(observers).build();
		assertThat(manager.chain("chain").call(() -> {
			assertThat(Run.current().inside(Context.empty()).hasKey("first")).isTrue();
			return "answer";
		})).isEqualTo("answer");
		assertThat(this.seen).startsWith("first opened", "last opened").endsWith("last ended", "first ended");
		for (String name : List.of("first", "last")) {
			assertThat(this.seen).filteredOn((name + " open")::equals)
				.isNotEmpty()
				.hasSameSizeAs(this.seen.stream().filter((name + " close")::equals).toList());
		}
		assertThat(manager.openRuns()).isZero();
	}

	private final class Good implements RunObserver, RunCompanion {

		private final String name;

		private Good(String name) {
			this.name = name;
		}

		@Override
		public RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
			RunObserversTests.this.seen.add(this.name + " opened");
			return this;
		}

		@Override
		public Run.Scope open() {
			RunObserversTests.this.seen.add(this.name + " open");
			return () -> RunObserversTests.this.seen.add(this.name + " close");
		}

		@Override
		public Map<Object, Object> context() {
			return Map.of(this.name, true);
		}

		@Override
		public void ended(TerminalEvent end) {
			RunObserversTests.this.seen.add(this.name + " ended");
		}

	}

	private record Failing(Place place) implements RunObserver, RunCompanion {

		private void failAt(Place here) {
			if (this.place == here) {
				throw new LinkageError(here.name());
			}
		}

		@Override
		public RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
			failAt(Place.OPENED);
			return this;
		}

		@Override
		public Run.Scope open() {
			failAt(Place.OPEN);
			return () -> failAt(Place.CLOSE);
		}

		@Override
		public Map<Object, Object> context() {
			failAt(Place.CONTEXT);
			return Map.of();
		}

		@Override
		public void ended(TerminalEvent end) {
			failAt(Place.ENDED);
		}

	}

}
