// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.Set;
import java.util.function.Supplier;

import dev.callbacks.autoconfigure.genai.ObservationProperties.Duplicates;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import dev.callbacks.event.StartEvent;
import dev.callbacks.spi.RunCompanion;
import dev.callbacks.spi.RunObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;

/**
 * An observer that starts an observation with each run, below that of the run above.
 */
final class ObservedRuns implements RunObserver {

	/** The kinds of runs whose work is done by somebody else. */
	private static final Set<RunKind> REMOTE = Set.of(RunKind.CHAT_MODEL, RunKind.LLM, RunKind.EMBEDDING,
			RunKind.RETRIEVER);

	/** The kinds of runs that frameworks observe by themselves. */
	private static final Set<RunKind> CALLS = Set.of(RunKind.CHAT_MODEL, RunKind.LLM, RunKind.EMBEDDING, RunKind.TOOL);

	/** The number of observations between that of a run and one below it. */
	private static final int FAR = 64;

	private final ObservationRegistry registry;

	private final @Nullable RunObservationConvention custom;

	private final DefaultRunObservationConvention convention;

	private final Duplicates duplicates;

	private final @Nullable ContentCapture capture;

	/**
	 * Creates an observer.
	 * @param registry the registry
	 * @param custom the convention of the application, or {@code null}
	 * @param convention the convention otherwise
	 * @param duplicates the rule for calls that a framework observes as well
	 * @param capture captures what users and models write, or {@code null}
	 */
	ObservedRuns(ObservationRegistry registry, @Nullable RunObservationConvention custom,
			DefaultRunObservationConvention convention, Duplicates duplicates, @Nullable ContentCapture capture) {
		this.registry = registry;
		this.custom = custom;
		this.convention = convention;
		this.duplicates = duplicates;
		this.capture = capture;
	}

	@Override
	public @Nullable RunCompanion opened(RunInfo run, StartEvent start, @Nullable RunCompanion parent) {
		if (this.registry.isNoop() || isLeftOut(run.kind())) {
			return null;
		}
		Observation.Context context = REMOTE.contains(run.kind()) ? new RemoteRunContext(start)
				: new ObservedRunContext(start);
		Supplier<Observation.Context> contexts = () -> context;
		Observation observation = RunObservationDocumentation.RUN.observation(this.custom, this.convention, contexts,
				this.registry);
		Observation above = parentOf(parent);
		if (above != null) {
			observation.parentObservation(above);
		}
		if (this.capture != null) {
			observation.highCardinalityKeyValues(this.capture.of(start));
		}
		return new ObservedRun(observation.start(), (EndingContext) context, this.capture);
	}

	@Override
	public boolean needsContent() {
		// a convention of the application may read whatever it likes
		return this.capture != null || this.custom != null;
	}

	private boolean isLeftOut(RunKind kind) {
		return switch (this.duplicates) {
			case KEEP -> false;
			case YIELD -> CALLS.contains(kind);
			case SUPPRESS -> DuplicateObservations.isOfSameCall(this.registry.getCurrentObservation(), kind);
		};
	}

	/**
	 * Returns the observation above: the current one, unless it has nothing to do with
	 * the run above.
	 */
	private @Nullable Observation parentOf(@Nullable RunCompanion parent) {
		Observation current = this.registry.getCurrentObservation();
		if (!(parent instanceof ObservedRun above)) {
			return current;
		}
		return isBelow(current, above.observation()) ? current : above.observation();
	}

	private static boolean isBelow(@Nullable ObservationView observation, Observation above) {
		ObservationView view = observation;
		for (int i = 0; i < FAR && view != null; i++) {
			if (view == above) {
				return true;
			}
			view = view.getContextView().getParentObservation();
		}
		return false;
	}

}
