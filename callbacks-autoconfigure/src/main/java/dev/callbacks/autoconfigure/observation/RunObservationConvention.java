// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.observation;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;

/**
 * A convention for the observations of runs. A bean of this type replaces the default
 * one, {@link DefaultRunObservationConvention}. The contexts that it is given are
 * {@link RunObservationContext}s.
 *
 * @since 0.1.0
 */
public interface RunObservationConvention extends GlobalObservationConvention<Observation.Context> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RunObservationContext;
	}

}
