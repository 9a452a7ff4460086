// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.Run;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.RunKind;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A predicate that leaves out a framework's observation of a call that is a run of ours,
 * so that each call has one span.
 */
final class DuplicateObservations implements ObservationPredicate {

	private static final Logger logger = LoggerFactory.getLogger(CallbacksObservationAutoConfiguration.class);

	private static final Set<RunKind> MODELS = Set.of(RunKind.CHAT_MODEL, RunKind.LLM, RunKind.EMBEDDING);

	/** The frameworks' observations by name, and the kinds of runs that they repeat. */
	private static final Map<String, Set<RunKind>> KNOWN = Map.of("gen_ai.client.operation", MODELS,
			"gen_ai.client.operation.duration", MODELS, "spring.ai.tool", Set.of(RunKind.TOOL));

	private final Set<String> found = ConcurrentHashMap.newKeySet();

	/**
	 * Whether the observation of a framework is of the same call as a run inside of it.
	 */
	static boolean isOfSameCall(@Nullable ObservationView observation, RunKind kind) {
		return observation != null
				&& KNOWN.getOrDefault(observation.getContextView().getName(), Set.of()).contains(kind);
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		Set<RunKind> kinds = KNOWN.get(name);
		boolean isDuplicate = kinds != null
				&& Run.find().map(Run::info).map(RunInfo::kind).filter(kinds::contains).isPresent();
		if (isDuplicate && this.found.add(name)) {
			logger.info(
					"Observations '{}' of {} are left out, since the runs of these calls are observed. To have"
							+ " both, set 'callbacks.observation.duplicates' to 'keep'; to have only those, to 'yield'",
					name, context.getClass().getName());
		}
		return !isDuplicate;
	}

}
