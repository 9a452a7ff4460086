// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.console;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.callbacks.event.RunKind;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A run as the page gets it. Times are milliseconds.
 *
 * @param id the id of the run
 * @param parent the id of the run around it
 * @param root the id of the run at the root of its tree
 * @param instance the name of the instance that has it, if there may be several
 * @param kind the kind of work
 * @param name the name
 * @param tags the tags
 * @param start the time of the start since the epoch
 * @param status {@code OPEN}, {@code SUCCESS}, or the reason of an ending by error
 * @param duration the time from the start to the end
 * @param began the time from the start until the handlers had finished it, so that the
 * work began
 * @param firstToken the time from the start to the first token
 * @param tokens the number of tokens
 * @param provider the provider of the model
 * @param model the model that answered, or else the one that was asked
 * @param parameters the parameters of the request
 * @param finish the reasons why the answers ended
 * @param usage the usage
 * @param cost the cost, if the model has a price
 * @param error the name of the failure's class
 * @param metadata the metadata, if content is shown
 * @param input the input, if content is shown
 * @param output the result or the message of the failure, if content is shown
 * @param partial the text that had come when the run ended by error, if content is shown
 */
record RunView(UUID id, @Nullable UUID parent, UUID root, @Nullable String instance, RunKind kind, String name,
		List<String> tags, double start, String status, @Nullable Double duration, @Nullable Double began,
		@Nullable Double firstToken, @Nullable Integer tokens, @Nullable String provider, @Nullable String model,
		Map<String, Object> parameters, List<String> finish, @Nullable Usage usage, @Nullable Double cost,
		@Nullable String error, @Nullable Map<String, Object> metadata, @Nullable String input, @Nullable String output,
		@Nullable String partial) {

}
