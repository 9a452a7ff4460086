/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts pieces of a value together: texts are joined, lists appended, maps merged key by
 * key; of all else the last piece counts.
 */
final class Pieces {

	private Pieces() {
	}

	/**
	 * The whole of what a stream brings; empty if it brings nothing.
	 */
	static <T> Mono<T> whole(Flux<T> pieces) {
		return pieces.collectList().filter((list) -> !list.isEmpty()).map(Pieces::merge);
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
			Map<Object, Object> all = new LinkedHashMap<>();
			pieces.forEach((piece) -> ((Map<?, ?>) piece)
				.forEach((key, value) -> all.merge(key, value, (one, other) -> merge(List.of(one, other)))));
			return (T) all;
		}
		return pieces.get(pieces.size() - 1);
	}

}
