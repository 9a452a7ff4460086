// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the observations of runs, which become spans.
 *
 * @param enabled Whether each run is observed, if there is an observation registry.
 * @param semconv Names of attributes and meters: those of the GenAI conventions now, or
 * those of version 1.41.
 * @param backendAttributes Whether spans have the attributes that Langfuse and LangSmith
 * need besides.
 * @param captureContent Whether spans have what users and models write. Without content
 * they have none of it.
 * @param duplicates Rule for calls that a framework observes as well: the inner
 * observation is suppressed, ours yield, or both are kept.
 * @param loggingContext Whether the logging context has the ids of the run and of its
 * root while handlers and bodies of runs are at work.
 * @param baggage Keys of the metadata of runs that are baggage while the run is current,
 * and so leave the application with its requests to others.
 */
@ConfigurationProperties("callbacks.observation")
public record ObservationProperties(@DefaultValue("true") boolean enabled, @DefaultValue("inference") Semconv semconv,
		@DefaultValue("true") boolean backendAttributes, @DefaultValue("no-content") CaptureContent captureContent,
		@DefaultValue("suppress") Duplicates duplicates, @DefaultValue("false") boolean loggingContext,
		List<String> baggage) {

	public ObservationProperties {
		baggage = (baggage != null) ? List.copyOf(baggage) : List.of();
	}

	/**
	 * Versions of the GenAI conventions.
	 */
	public enum Semconv {

		/** The conventions now. */
		INFERENCE,

		/** Version 1.41. */
		V1_41

	}

	/**
	 * Places for what users and models write.
	 */
	public enum CaptureContent {

		/** Nowhere. */
		NO_CONTENT,

		/** Attributes of spans. */
		SPAN_ONLY

	}

	/**
	 * Rules for calls that a framework observes as well.
	 */
	public enum Duplicates {

		/** The inner observation of a call is suppressed. */
		SUPPRESS,

		/** Calls of models and tools get no observation of ours. */
		YIELD,

		/** Both are kept. */
		KEEP

	}

}
