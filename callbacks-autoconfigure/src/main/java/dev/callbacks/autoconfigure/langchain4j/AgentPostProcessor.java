// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.langchain4j;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.autoconfigure.observed.ObservedBeans;
import dev.callbacks.langchain4j.AgentCallbacks;

import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;

/**
 * A post-processor that puts observed agents in the places of agents whose builders do
 * not let them be observed, such as supervisors. An agent is a proxy of its interface, so
 * nobody can ask for it by another class.
 */
final class AgentPostProcessor implements SmartInstantiationAwareBeanPostProcessor {

	private final ObservedBeans beans;

	private final LangChain4jInstaller installer;

	/** Beans that others got before they were complete. */
	private final Map<String, Object> early = new ConcurrentHashMap<>();

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
	public Object getEarlyBeanReference(Object bean, String beanName) {
		this.early.put(beanName, bean);
		return observe(bean, beanName);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (this.early.remove(beanName) == bean) ? bean : observe(bean, beanName);
	}

	private Object observe(Object bean, String beanName) {
		Object agent = AgentCallbacks.wrap(this.installer.installation(), bean);
		if (agent == bean || this.beans.isExcluded(beanName)) {
			return bean;
		}
		this.beans.observed(beanName, "agent");
		return agent;
	}

}
