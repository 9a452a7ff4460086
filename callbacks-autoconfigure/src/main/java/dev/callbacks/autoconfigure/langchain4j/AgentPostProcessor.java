// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.autoconfigure.observed.ReplacingPostProcessor;
import dev.callbacks.langchain4j.AgentCallbacks;

/**
 * A post-processor that puts observed agents in the places of agents whose builders do
 * not let them be observed, such as supervisors. An agent is a proxy of its interface, so
 * nobody can ask for it by another class.
 */
final class AgentPostProcessor extends ReplacingPostProcessor {

	private final ObservedBeans beans;

	private final LangChain4jInstaller installer;

	/**
	 * Creates a processor.
	 * @param beans the record of the beans that are observed
	 * @param installer the installer whose callbacks observe them
	 */
	AgentPostProcessor(ObservedBeans beans, LangChain4jInstaller installer) {
		this.beans = beans;
		this.installer = installer;
	}

	@Override
	protected Object replace(Object bean, String beanName) {
		Object agent = AgentCallbacks.wrap(this.installer.installation(), bean);
		if (agent == bean || this.beans.isExcluded(beanName, bean)) {
			return bean;
		}
		this.beans.observed(beanName, "agent");
		return agent;
	}

}
