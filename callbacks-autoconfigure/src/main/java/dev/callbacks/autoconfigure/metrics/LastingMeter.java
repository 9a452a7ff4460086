// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.Set;

import dev.callbacks.autoconfigure.genai.TagLimit;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopMeter;

/**
 * A meter by its tags that loses nothing when its registry is closed. A closed registry
 * takes no new tags. So tags that are expected are registered before, and what has others
 * is counted under {@link TagLimit#OTHER} then.
 *
 * @param <T> the type of meter
 * @param meters the meter by its tags
 */
record LastingMeter<T extends Meter>(MeterProvider<T> meters) implements MeterProvider<T> {

	/** The tags with few values, which are known. */
	private static final Set<String> CLOSED = Set.of("gen_ai.operation.name", "gen_ai.token.type",
			"gen_ai.token.modality", "callbacks.outcome", "callbacks.usage");

	private static final Tag NO_ERROR = Tag.of("error.type", TagLimit.NONE);

	@Override
	public T withTags(Iterable<? extends Tag> tags) {
		T meter = this.meters.withTags(tags);
		return (meter instanceof NoopMeter) ? this.meters.withTags(others(tags)) : meter;
	}

	/**
	 * Registers tags that are expected, and what stands for all like them.
	 */
	void expect(Tags tags) {
		this.meters.withTags(tags);
		this.meters.withTags(others(tags));
	}

	private static Tags others(Iterable<? extends Tag> tags) {
		Tags others = Tags.empty();
		for (Tag tag : tags) {
			boolean known = CLOSED.contains(tag.getKey()) || NO_ERROR.equals(tag);
			others = others.and(known ? tag : Tag.of(tag.getKey(), TagLimit.OTHER));
		}
		return others;
	}

}
