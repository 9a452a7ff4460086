// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.callbacks.call.Failures;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An aggregation of the pieces of a stream to one value: texts are joined, lists
 * appended, maps merged key by key; of other types the last piece is the value.
 */
final class Aggregation {

	private Aggregation() {
	}

	/**
	 * Returns the value of a stream, or nothing if it is empty.
	 */
	static <T> Mono<T> of(Flux<T> pieces) {
		return pieces.collectList()
			.filter((list) -> !list.isEmpty())
			.flatMapMany((list) -> Failures.asEnd(() -> Flux.just(merge(list))))
			.next();
	}

	@SuppressWarnings("unchecked")
	static <T> T merge(List<T> pieces) {
		if (pieces.size() == 1) {
			return pieces.get(0);
		}
		if (pieces.stream().allMatch(String.class::isInstance)) {
			return (T) pieces.stream().map(String.class::cast).collect(Collectors.joining());
		}
		if (pieces.stream().allMatch(List.class::isInstance)) {
			List<Object> all = new ArrayList<>();
			pieces.forEach((piece) -> all.addAll((List<?>) piece));
			return (T) all;
		}
		if (pieces.stream().allMatch(Map.class::isInstance)) {
			Map<Object, @Nullable Object> all = new LinkedHashMap<>();
			pieces.forEach(
					(piece) -> ((Map<?, ?>) piece).forEach((key, value) -> all.put(key, merge(all.get(key), value))));
			return (T) all;
		}
		return pieces.get(pieces.size() - 1);
	}

	private static @Nullable Object merge(@Nullable Object one, @Nullable Object other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return merge(List.of(one, other));
	}

}
