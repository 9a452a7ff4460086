// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import dev.callbacks.CallbackManager;
import dev.callbacks.chat.ChatProvider;
import dev.callbacks.springai.SpringAiChatProvider;
import dev.callbacks.wire.SpringAiRig.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spring AI with each protocol.
 */
@ParameterizedClass
@EnumSource(Protocol.class)
class SpringAiWireTests extends WireCompatibilityTests {

	private final Protocol protocol;

	SpringAiWireTests(Protocol protocol) {
		this.protocol = protocol;
	}

	@Override
	protected Wire wire() {
		return this.protocol.wire();
	}

	@Override
	protected UserModel model(String url, @Nullable CallbackManager manager) {
		return new SpringAiUserModel(this.protocol.model(url), manager);
	}

	@Override
	protected ChatProvider provider(String url) {
		return new SpringAiChatProvider(this.protocol.model(url));
	}

}
