// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The result of a call of a model: a list of candidate answers for each input.
 *
 * @param generations the answers, where {@code generations.get(i)} are the candidates for
 * input {@code i}
 * @param llmOutput metadata of the whole call, empty by default
 * @param run the ids of the runs, in the order of the inputs
 * @since 0.1.0
 */
public record LlmResult(List<List<Generation>> generations, Map<String, Object> llmOutput, List<UUID> run) {

	public LlmResult {
		generations = generations.stream().map(List::copyOf).toList();
		llmOutput = Map.copyOf(llmOutput);
		run = List.copyOf(run);
	}

	/**
	 * Creates the result of one answer to one input.
	 * @param generation the answer
	 * @return the result
	 */
	public static LlmResult of(Generation generation) {
		return new LlmResult(List.of(List.of(generation)), Map.of(), List.of());
	}

	/**
	 * Creates a result without answers.
	 * @return the result, without generations
	 */
	public static LlmResult none() {
		return new LlmResult(List.of(), Map.of(), List.of());
	}

	/**
	 * Returns this result as that of a run: it has the id of the run, messages without an
	 * id get one from it, and a single answer also gets the metadata of the whole call.
	 * @param runId the id of the run
	 * @return the result
	 */
	public LlmResult ofRun(UUID runId) {
		boolean single = this.generations.size() == 1 && this.generations.get(0).size() == 1;
		List<List<Generation>> all = new ArrayList<>();
		int number = 0;
		for (List<Generation> candidates : this.generations) {
			List<Generation> generationsOfRun = new ArrayList<>();
			for (Generation generation : candidates) {
				generationsOfRun
					.add(generation.ofRun("run--" + runId + "-" + number++, single ? this.llmOutput : Map.of()));
			}
			all.add(generationsOfRun);
		}
		return new LlmResult(all, this.llmOutput, List.of(runId));
	}

	/**
	 * Returns this result, of a run that was cut off, with an estimate of its usage if
	 * there is one answer and the provider reported none.
	 * @param tokens the number of tokens that came
	 * @return the result
	 */
	public LlmResult withEstimate(int tokens) {
		Generation first = first();
		boolean single = this.generations.size() == 1 && this.generations.get(0).size() == 1;
		if (first == null || !single || first.usage() != null || tokens == 0) {
			return this;
		}
		Generation estimated = new Generation(first.message(), first.metadata(), Usage.estimate(tokens));
		return new LlmResult(List.of(List.of(estimated)), this.llmOutput, this.run);
	}

	/**
	 * Returns the first answer to the first input.
	 * @return the answer, or {@code null} if there is none
	 */
	public @Nullable Generation first() {
		return (this.generations.isEmpty() || this.generations.get(0).isEmpty()) ? null
				: this.generations.get(0).get(0);
	}

	/**
	 * Returns the text of the first answer to the first input.
	 * @return the text, empty if there is no answer
	 */
	public String text() {
		Generation first = first();
		return (first != null) ? first.text() : "";
	}

	@Override
	public String toString() {
		return "LlmResult[generations=" + this.generations + ", run=" + this.run + "]";
	}

}
