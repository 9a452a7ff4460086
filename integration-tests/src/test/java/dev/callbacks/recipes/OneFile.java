// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.time.Duration;

import dev.callbacks.CallbackHandler;
import dev.callbacks.chat.CallbackChatModel;
import dev.callbacks.chat.EmbeddedChatProvider;
import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.event.LlmNewToken;

final class OneFile {

	public static void main(String[] args) {
		CallbackDispatcher manager = CallbackDispatcher.builder().build();
		manager.add(new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				System.out.print(event.token());
			}

		});
		CallbackChatModel model = new CallbackChatModel(manager,
				EmbeddedChatProvider.builder().answer("Why did the cat sit on the log? To see the tree.").build());
		model.stream("Tell me a joke").blockLast();
		manager.stop(Duration.ofSeconds(20));
	}

}
