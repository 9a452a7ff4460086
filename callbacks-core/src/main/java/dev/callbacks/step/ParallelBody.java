// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.RunConfig;
import dev.callbacks.call.Batch;
import dev.callbacks.call.BatchResult;
import dev.callbacks.call.CallLoop;
import dev.callbacks.call.Failures;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Steps side by side, which all get the same input. If some fail, the others come to
 * their end, and the first failure in the order of the steps is the result, with the
 * others suppressed.
 *
 * @param branches the steps by name
 */
record ParallelBody<I, O>(Map<String, Step<I, O>> branches) implements CompositeBody<I, Map<String, O>> {

	private static RunConfig tag(String key) {
		return RunConfig.empty().localTags("map:key:" + key);
	}

	@Override
	public String name() {
		return "parallel";
	}

	@Override
	public Publisher<Map<String, O>> output(I input, Parts parts) {
		Integer configured = parts.setup().config().maxConcurrency();
		int bound = (configured != null) ? configured : this.branches.size();
		return parts.areWhole() ? whole(input, parts.setup(), bound) : merged(input, parts, bound);
	}

	private Publisher<Map<String, O>> whole(I input, Setup setup, int bound) {
		List<Batch.Item<O>> items = new ArrayList<>();
		this.branches.forEach((key, step) -> items.add((caller) -> step.open(input, tag(key), caller)));
		Batch<O> batch = Batch.of(setup.opener(), items, bound);
		return CallLoop.stage(() -> batch.begin(setup.caller(), this::results));
	}

	private Map<String, O> results(List<BatchResult<O>> results) {
		Map<String, O> named = new LinkedHashMap<>();
		List<O> values = Batch.values(results);
		this.branches.keySet().forEach((key) -> named.put(key, values.get(named.size())));
		return named;
	}

	private Publisher<Map<String, O>> merged(I input, Parts parts, int bound) {
		Map<String, Throwable> failures = new ConcurrentHashMap<>();
		List<Flux<Map<String, O>>> streams = new ArrayList<>();
		this.branches.forEach((key,
				step) -> streams.add(Flux.from(parts.call(step, input, tag(key)))
					.map((piece) -> Map.of(key, piece))
					// no output is null among the whole outputs, and so it is here
					.switchIfEmpty(Mono.fromSupplier(() -> Collections.singletonMap(key, null)))
					.onErrorResume((failure) -> {
						failures.put(key, failure);
						return Flux.empty();
					})));
		return Flux.merge(Flux.fromIterable(streams), bound, 1)
			.concatWith(Mono.<Map<String, O>>fromRunnable(() -> check(failures))
				.onErrorMap((failure) -> Objects.requireNonNull(Failures.unwrap(failure))));
	}

	private void check(Map<String, Throwable> failures) {
		Batch
			.values(this.branches.keySet().stream().map((key) -> new BatchResult<O>(null, failures.get(key))).toList());
	}

}
